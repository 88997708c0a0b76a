/// The bare dialect: a client without an SDK opens `/raw/{channel}`, sends frames and gets frames. What it sends is
/// published on the channel, a text frame as text (as JSON where the namespace takes only that) and a binary frame as
/// binary; what is published there, by whomever, comes as the same kind of frame, JSON as text.
///
/// In the query:
///
/// | parameter | meaning |
/// | --- | --- |
/// | `envelope=json` | each publication comes as one JSON object, see [dev.parley.dialects.raw.RawEncoder] |
/// | `history=N` | first the last N publications that are kept, then what happens from now on |
/// | `since=EPOCH:OFFSET` | first what came behind that position, then what happens from now on; nothing is left out |
/// | `token=…` | who it is |
///
/// What is wrong with a request is said before the upgrade where it can be known: 400 for a name or parameter that
/// can't be, 403 where bare clients are not let in, 404 for a namespace that there is not. Otherwise the connection is
/// closed with one of these codes; what the server refuses is `3900 +` the hub's error code:
///
/// | code | reason | meaning |
/// | --- | --- | --- |
/// | 3001 | shutdown | the server stops: come again |
/// | 3008 | slow | more waits to be read than the server keeps: come again, with `since` nothing is lost |
/// | 3000 to 3999 | | the site, or the server, ended it: [dev.parley.hub.Disconnect] |
/// | 4000 | internal server error | see the server's log |
/// | 4001 | unauthorized | the token proves nothing, or there is none |
/// | 4002 | unknown channel | the namespace in its name is not configured |
/// | 4003 | permission denied | the channel's rules don't let this client subscribe, publish or read history |
/// | 4007 | bad request | the name, or what it sent, is not what the namespace takes |
/// | 4008 | not available | the channel keeps no history |
/// | 4009, 4010 | token expired, expired | come again with another token |
/// | 4011 | too many requests | what it sent could not be taken for half a minute |
/// | 4012 | unrecoverable position | history does not reach back to `since`, or the stream broke: start afresh |
/// | 4020 | unsubscribed | the site took it off the channel |
/// | 4051 | storage is not available | the disk is full or broken: what it sent was not published |
///
/// Publishing is in order, and what can't be taken at once makes the client wait: it is not read from until its message
/// was taken. A message has no answer; it comes back to its sender as it goes to everybody.
@NullMarked
package dev.parley.dialects.raw;

import org.jspecify.annotations.NullMarked;
