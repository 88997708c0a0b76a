package dev.parley.cli.chat;

import org.jline.utils.AttributedString;

/// Where a conversation is shown. Calls may come from any thread.
interface Screen {

    /// Prints above the line that is being written.
    void print(AttributedString line);

    /// Changes what stands before the line that is being written.
    void prompt(String prompt);

    /// @param text one line, kept in view below the one that is being written where the terminal can; safe to print
    void status(String text);
}
