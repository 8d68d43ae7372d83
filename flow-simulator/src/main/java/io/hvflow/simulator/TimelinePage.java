package io.hvflow.simulator;

/** How a {@link Timeline} looks, and the page around it. */
final class TimelinePage {
    /** Of the figure alone, so that it can stand in other pages; it is light or dark as they are. */
    static final String STYLE = """
            .hvflow-timeline{--ink:light-dark(#1b1f27,#e8eaee);--soft:light-dark(#5b6472,#9aa4b2);--line:light-dark(#cdd3dc,#39414e);
            --page:light-dark(#fff,#14171d);--bad:light-dark(#b3202c,#ff9a9a);--bad-soft:light-dark(#fdeaea,#37191d);--end:light-dark(#8a5a00,#e8c268);
            margin:0;width:max-content;min-width:100%;box-sizing:border-box;background:var(--page);color:var(--ink);
            font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}
            .hvflow-timeline figcaption{position:sticky;left:0;box-sizing:border-box;max-width:min(100vw,60rem);padding:10px 16px;color:var(--soft);font-size:13px;line-height:1.45}
            .hvflow-timeline svg{display:block;min-width:100%}
            .hvflow-timeline svg.heads{position:sticky;top:0;background:var(--page);border-bottom:1px solid var(--line)}
            .hvflow-timeline text{fill:var(--ink);dominant-baseline:central;paint-order:stroke;stroke:var(--page);stroke-width:3.5px;stroke-linejoin:round}
            .hvflow-timeline text.time{fill:var(--soft);text-anchor:end;font-variant-numeric:tabular-nums;font-size:11px}
            .hvflow-timeline text.first{text-anchor:start}
            .hvflow-timeline text.head{text-anchor:middle;font-weight:600;stroke:none}
            .hvflow-timeline rect.head{fill:light-dark(#eef1f5,#262c36);stroke:var(--line)}
            .hvflow-timeline .lane{stroke:var(--line)}
            .hvflow-timeline .actor{fill:var(--soft)}
            .hvflow-timeline .none{--c:var(--soft)}.hvflow-timeline .c0{--c:light-dark(#2f5bd7,#85a5ff)}.hvflow-timeline .c1{--c:light-dark(#0f766e,#5fd0c5)}
            .hvflow-timeline .c2{--c:light-dark(#9333b8,#d79af0)}.hvflow-timeline .c3{--c:light-dark(#3f7d16,#9bd66b)}
            .hvflow-timeline .c4{--c:light-dark(#b0489b,#f2a0de)}.hvflow-timeline .c5{--c:light-dark(#46606f,#a3bccb)}
            .hvflow-timeline .arrow{stroke:var(--c);fill:none;stroke-opacity:.6;stroke-width:1.3}.hvflow-timeline .tip{fill:var(--c)}
            .hvflow-timeline .dot{fill:var(--c);stroke:var(--page)}
            .hvflow-timeline .ring{fill:var(--page);stroke:var(--c);stroke-width:1.5}
            .hvflow-timeline rect.dot{fill:var(--end)}
            .hvflow-timeline .cross{fill:none;stroke:var(--bad);stroke-width:2.5}
            .hvflow-timeline .band{fill:var(--bad-soft)}
            .hvflow-timeline .fault text:last-child,.hvflow-timeline .failure text:last-child,.hvflow-timeline .waits text:last-child,.hvflow-timeline .failed text:last-child,.hvflow-timeline .abort text:last-child{fill:var(--bad);stroke:var(--bad-soft)}
            .hvflow-timeline .abort text:last-child{stroke:var(--page)}
            .hvflow-timeline .failed text:last-child{font-weight:600}
            .hvflow-timeline .note text:last-child{font-style:italic}
            .hvflow-timeline .jump line,.hvflow-timeline .gap line{stroke:var(--line);stroke-dasharray:2 4}
            .hvflow-timeline .jump text{font-style:italic}
            .hvflow-timeline .gap text{fill:var(--soft);font-weight:600}
            .hvflow-timeline g:hover .actor,.hvflow-timeline g:hover text{fill:var(--ink)}
            """;

    private TimelinePage() {}

    static String page(String figure) {
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
                <title>Simulation</title><style>:root{color-scheme:light dark}body{margin:0;background:light-dark(#fff,#14171d)}</style></head><body>
                """ + figure + "</body></html>\n";
    }
}
