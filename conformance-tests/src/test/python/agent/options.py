"""The options of flows and listeners, and times."""

from failure import Failure

SECOND = 1_000_000_000
DEFAULTS = {
    "messageSize": 65_536, "bufferSize": 262_144, "windowSize": None, "backlog": 128, "framing": 0,
    "connectTimeout": 5 * SECOND, "closeTimeout": 5 * SECOND, "readTimeout": None, "writeTimeout": None,
}


def time_of(name, nanos, least=1):
    """A time in nanoseconds; None is endless."""
    if nanos != -1 and nanos < least:
        raise Failure("argument", "", "", f"{name} is {nanos} ns, must be at least {least} ns, or -1")
    return None if nanos == -1 else nanos


def options_of(pairs):
    options = dict(DEFAULTS)
    for name, value in pairs:
        if name not in DEFAULTS:
            raise Failure("argument", "", "", f"{name!r} is no option, must be one of {', '.join(DEFAULTS)}")
        if name.endswith("Timeout"):
            value = time_of(name, value, 0 if name == "closeTimeout" else 1)
        elif name != "framing" and not 1 <= value <= 1 << 30:
            raise Failure("argument", "", "", f"{name} is {value}, must be from 1 to {1 << 30}")
        options[name] = value
    return options
