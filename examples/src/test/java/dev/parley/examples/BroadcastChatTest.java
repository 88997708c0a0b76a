package dev.parley.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BroadcastChatTest {

    @Test
    void everyoneHearsEveryoneAndThemselves() throws Exception {
        try (var chat = BroadcastChat.start(0);
                Page ann = Page.open(chat.port());
                Page bob = Page.open(chat.port());
                Page eve = Page.open(chat.port())) {
            ann.send("hi");
            for (Page page : new Page[] {ann, bob, eve}) {
                assertThat(page.hears()).isEqualTo("hi");
            }
            eve.send("<b>hello</b>");
            for (Page page : new Page[] {ann, bob, eve}) {
                assertThat(page.hears()).isEqualTo("<b>hello</b>");
            }
        }
    }

    @Test
    void whoHasLeftIsMissedByNobody() throws Exception {
        try (var chat = BroadcastChat.start(0);
                Page ann = Page.open(chat.port())) {
            Page.open(chat.port()).close();
            ann.send("still here");
            assertThat(ann.hears()).isEqualTo("still here");
        }
    }
}
