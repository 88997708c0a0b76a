package dev.parley.chat.storage;

/// A room, and what somebody who is in it is there.
public record Joined(Room room, Member member) {}
