package dev.parley.server.chat.branding;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeSvgTest {

    private static void check(String svg) throws BadPicture {
        SafeSvg.check(svg.getBytes(StandardCharsets.UTF_8));
    }

    private static String around(String inside) {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
                + "xmlns:h=\"http://www.w3.org/1999/xhtml\">" + inside + "</svg>";
    }

    @Test
    void aDrawingIsFine() {
        assertThatCode(() -> check(Samples.SVG)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>1</script>",
                "<SCRIPT>1</SCRIPT>",
                "<h:script>1</h:script>",
                "<script xmlns=\"http://www.w3.org/1999/xhtml\">1</script>",
                "<path onload=\"1\"/>",
                "<g ONCLICK=\"1\"/>",
                "<foreignObject><h:iframe src=\"x\"/></foreignObject>",
                "<a href=\"javascript:1\"><path/></a>",
                "<use href=\"https://elsewhere.example/x.svg#a\"/>",
                "<use xlink:href=\"data:image/svg+xml,x\"/>",
                "<image href=\"https://elsewhere.example/count.png\"/>",
                "<animate attributeName=\"href\" values=\"javascript:1\"/>",
                "<set attributeName=\"onmouseover\" to=\"1\"/>",
                "<style>@import 'https://elsewhere.example/x.css';</style>",
                "<style>path { fill: url(https://elsewhere.example/x) }</style>",
                "<style><![CDATA[path { fill: u\\72l(https://elsewhere.example/x) }]]></style>",
                "<path style=\"fill: url( 'https://elsewhere.example/x' )\"/>",
                "<path fill=\"url(//elsewhere.example/x#a)\"/>",
                "<?xml-stylesheet href=\"https://elsewhere.example/x.css\"?>"
            })
    void whatMightDoMoreThanDrawIsRefused(String inside) {
        assertThatThrownBy(() -> check(around(inside)))
                .isInstanceOf(BadPicture.class)
                .hasMessageStartingWith("is SVG ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "<html xmlns=\"http://www.w3.org/1999/xhtml\"/>",
                "<svg/>",
                "<svg xmlns=\"http://www.w3.org/2000/svg\">",
                "<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&a;</svg>",
                "<!DOCTYPE svg [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&b;</svg>"
            })
    void whatIsNoSvgIsRefused(String text) {
        assertThatThrownBy(() -> check(text)).isInstanceOf(BadPicture.class);
    }
}
