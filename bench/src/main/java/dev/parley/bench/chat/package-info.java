/// The chat's storage with much in it.
@NullMarked
package dev.parley.bench.chat;

import org.jspecify.annotations.NullMarked;
