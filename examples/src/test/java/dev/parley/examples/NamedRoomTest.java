package dev.parley.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamedRoomTest {

    @Test
    void aVisitorWithoutANameIsATouristWithANumber() throws Exception {
        try (var room = NamedRoom.start(0);
                Page ann = Page.open(room.port());
                Page bob = Page.open(room.port())) {
            ann.send("hello");
            String heard = bob.hears();
            assertThat(heard).matches("\\{\"mess\":\"hello\",\"name\":\"Tourist's socket:\\d+\"}");
            assertThat(ann.hears()).isEqualTo(heard);

            bob.send("hello");
            assertThat(ann.hears())
                    .matches("\\{\"mess\":\"hello\",\"name\":\"Tourist's socket:\\d+\"}")
                    .isNotEqualTo(heard);
        }
    }

    @Test
    void theQueryGivesAName() throws Exception {
        try (var room = NamedRoom.start(0);
                Page page = Page.open(room.port(), "/?name=Zo%C3%AB%20B")) {
            page.send("hi");
            assertThat(page.hears()).isEqualTo("{\"mess\":\"hi\",\"name\":\"Zoë B\"}");
        }
    }

    @Test
    void whatVisitorsTypeIsSafeAsInnerHtml() throws Exception {
        try (var room = NamedRoom.start(0);
                Page page = Page.open(room.port(), "/?name=%3Cimg%20src%3Dx%20onerror%3D%22evil()%22%3E")) {
            page.send("<script>alert('1 & \"2\"')</script>");
            assertThat(page.hears())
                    .isEqualTo("{\"mess\":\"&lt;script&gt;alert(&#39;1 &amp; &quot;2&quot;&#39;)&lt;/script&gt;\","
                            + "\"name\":\"&lt;img src=x onerror=&quot;evil()&quot;&gt;\"}");
        }
    }

    @Test
    void backslashesAndLineBreaksStayInsideTheirJsonString() throws Exception {
        try (var room = NamedRoom.start(0);
                Page page = Page.open(room.port(), "/?name=%5C")) {
            page.send("a\\\nb\u0000");
            assertThat(page.hears()).isEqualTo("{\"mess\":\"a\\\\\\nb\\u0000\",\"name\":\"\\\\\"}");
        }
    }
}
