package dev.parley.server.chat.branding;

import java.io.ByteArrayInputStream;
import java.util.Locale;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Finds out whether an SVG only draws.
///
/// In an `img` no SVG runs scripts or loads anything. This one is at an address of ours, though, and whoever opens that
/// address by itself makes it a document of our origin: so it must not be able to do more there than here. What is not
/// known to be harmless is refused; the headers it is served with ([Picture]) would stop it once more.
final class SafeSvg {

    private static final Set<String> DRAWING = Set.of(
            "svg",
            "g",
            "defs",
            "symbol",
            "use",
            "title",
            "desc",
            "metadata",
            "path",
            "rect",
            "circle",
            "ellipse",
            "line",
            "polyline",
            "polygon",
            "text",
            "tspan",
            "textpath",
            "lineargradient",
            "radialgradient",
            "stop",
            "pattern",
            "clippath",
            "mask",
            "marker",
            "filter",
            "feblend",
            "fecolormatrix",
            "fecomponenttransfer",
            "fecomposite",
            "feconvolvematrix",
            "fediffuselighting",
            "fedisplacementmap",
            "fedistantlight",
            "fedropshadow",
            "feflood",
            "fefunca",
            "fefuncb",
            "fefuncg",
            "fefuncr",
            "fegaussianblur",
            "femerge",
            "femergenode",
            "femorphology",
            "feoffset",
            "fepointlight",
            "fespecularlighting",
            "fespotlight",
            "fetile",
            "feturbulence",
            "style");

    private static final String SVG = "http://www.w3.org/2000/svg";

    private SafeSvg() {}

    /// @throws BadPicture when it is no SVG, or might do more than draw
    static void check(byte[] bytes) throws BadPicture {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            read(factory.createXMLStreamReader(new ByteArrayInputStream(bytes)));
        } catch (XMLStreamException malformed) {
            throw new BadPicture("is neither PNG, JPEG, GIF, WebP nor well-formed SVG");
        }
    }

    private static void read(XMLStreamReader xml) throws XMLStreamException, BadPicture {
        boolean root = true;
        boolean style = false;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamReader.START_ELEMENT -> {
                    if (root
                            && !(SVG.equals(xml.getNamespaceURI())
                                    && xml.getLocalName().equals("svg"))) {
                        throw new BadPicture("is neither PNG, JPEG, GIF, WebP nor SVG");
                    }
                    root = false;
                    element(xml);
                    style = isStyle(xml);
                }
                case XMLStreamReader.CHARACTERS, XMLStreamReader.CDATA -> {
                    if (style) {
                        css(xml.getText());
                    }
                }
                case XMLStreamReader.END_ELEMENT -> style = false;
                case XMLStreamReader.DTD, XMLStreamReader.ENTITY_REFERENCE, XMLStreamReader.PROCESSING_INSTRUCTION ->
                    throw new BadPicture("is SVG with a DOCTYPE or processing instruction: remove it");
                default -> {} // comments and space
            }
        }
    }

    private static boolean isStyle(XMLStreamReader xml) {
        return xml.getLocalName().toLowerCase(Locale.ROOT).equals("style");
    }

    private static void element(XMLStreamReader xml) throws BadPicture {
        // Drawing programs leave notes of their own in a file; what is in no namespace that browsers know is nothing.
        boolean ours = xml.getNamespaceURI() == null || xml.getNamespaceURI().startsWith("http://www.w3.org/");
        String name = xml.getLocalName();
        if (ours && !isNote(xml) && !DRAWING.contains(name.toLowerCase(Locale.ROOT))) {
            throw new BadPicture("is SVG that does more than draw: it has <" + name + ">");
        }
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            attribute(xml.getAttributeLocalName(i).toLowerCase(Locale.ROOT), xml.getAttributeValue(i));
        }
    }

    /// RDF in `metadata`, which says who drew it.
    private static boolean isNote(XMLStreamReader xml) {
        return "http://www.w3.org/1999/02/22-rdf-syntax-ns#".equals(xml.getNamespaceURI());
    }

    private static void attribute(String name, String value) throws BadPicture {
        if (name.startsWith("on")) {
            throw new BadPicture("is SVG with a script: it has the attribute " + name);
        }
        if ((name.equals("href") || name.equals("src")) && !value.strip().startsWith("#")) {
            throw new BadPicture("is SVG that loads something from elsewhere: it has " + name + "=\"…\"");
        }
        css(value);
    }

    /// Text in which a style may name what it loads. References within the picture begin with `#`.
    private static void css(String text) throws BadPicture {
        String plain = text.toLowerCase(Locale.ROOT).replaceAll("[\\s'\"]", "");
        if (plain.contains("\\") || plain.contains("@import") || plain.contains("javascript:")) {
            throw new BadPicture("is SVG with a style that might load something from elsewhere");
        }
        for (int at = plain.indexOf("url("); at >= 0; at = plain.indexOf("url(", at + 1)) {
            if (!plain.startsWith("url(#", at)) {
                throw new BadPicture("is SVG that loads something from elsewhere: it has url(…)");
            }
        }
    }
}
