/// What the site says to a user, or to everybody: on channels to which sessions are subscribed as they connect, and kept until
/// somebody has acknowledged it where the site asks for that.
@NullMarked
package dev.parley.server.push;

import org.jspecify.annotations.NullMarked;
