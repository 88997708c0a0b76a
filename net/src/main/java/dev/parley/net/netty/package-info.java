/// Everything that touches Netty. Not exported.
@NullMarked
package dev.parley.net.netty;

import org.jspecify.annotations.NullMarked;
