/// The text dialect: a client without a program of its own, `nc` or `telnet`, over bare TCP. Each line is a message.
///
/// It is greeted, says its name in the first line, and joins a channel with `/join NAME`; from then on each line is
/// published there as text, with the tag `name`, and what others publish comes as `name: text`, whatever they use to
/// publish it. `/help` says what there is, `/quit` ends it. What Parley itself has to say begins with `* `.
///
/// Names are what people call themselves: nobody is who they say they are here. To the hub, everybody is a client
/// without a token, and may what the namespaces allow those.
///
/// | limit | outcome |
/// | --- | --- |
/// | a line is longer than allowed | it is dropped, and the client is told |
/// | more lines in a second than allowed | the client is not read from until the second is over |
/// | no line for too long, or no name | told, then closed |
/// | it does not read | closed; what it missed is not kept for it |
/// | bytes that are not UTF-8, control characters | the line is dropped, and the client is told |
///
/// Control characters of others never reach a terminal: they come as a replacement character, line breaks as a space.
@NullMarked
package dev.parley.dialects.text;

import org.jspecify.annotations.NullMarked;
