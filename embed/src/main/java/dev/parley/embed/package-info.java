/// The whole hub inside a Java program: [dev.parley.embed.Parley] is the door. The rest joins the WebSocket library
/// with the hub: [dev.parley.embed.NetLoop] and [dev.parley.embed.WebSocketLink] are the hub's ports on it, and there
/// is one handler for each language that clients speak.
@NullMarked
package dev.parley.embed;

import org.jspecify.annotations.NullMarked;
