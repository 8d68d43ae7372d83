package io.hvflow.jmh;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.util.concurrent.CountDownLatch;

/** Gives the channel that Netty accepts its handler, and tells of it. */
final class Accepting extends ChannelInitializer<Channel> {
    private final NettyDuplex end;
    private final CountDownLatch accepted;

    Accepting(NettyDuplex end, CountDownLatch accepted) {
        this.end = end;
        this.accepted = accepted;
    }

    @Override
    protected void initChannel(Channel channel) {
        channel.pipeline().addLast(end);
        accepted.countDown();
    }
}
