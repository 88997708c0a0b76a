package dev.parley.protocol;

/// How a connection ends (RFC 6455 sections 5.5.1 and 7.1). Says what to do; does nothing itself.
///
/// | state | we close | the peer's close frame | we fail it | end of input |
/// | --- | --- | --- | --- | --- |
/// | OPEN | send close → CLOSE_SENT | send it back → CLOSED_BOTH | send close → FAILED | → ENDED, 1006 |
/// | CLOSE_SENT | – | → CLOSED_BOTH | → FAILED | → ENDED, 1006 |
/// | CLOSED_BOTH | – | – | – | → ENDED |
/// | FAILED | – | – | – | → ENDED |
///
/// No frame is sent after a close frame of ours; no data is delivered after either. From CLOSED_BOTH a server closes the
/// stream at once and a client waits for the server to do so (section 7.1.1); from CLOSE_SENT, FAILED and a client's
/// CLOSED_BOTH the caller's timer bounds the wait, and [#ended] then tells what is known. One thread.
public final class ClosingHandshake {

    /// Where it stands.
    public enum State {
        OPEN,
        CLOSE_SENT,
        CLOSED_BOTH,
        FAILED,
        ENDED
    }

    private State state = State.OPEN;
    private int code = CloseCodes.ABNORMAL;
    private String reason = "";
    private boolean clean;

    public State state() {
        return state;
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    /// We want to close.
    ///
    /// @return whether to send a close frame now
    public boolean start() {
        if (state != State.OPEN) {
            return false;
        }
        state = State.CLOSE_SENT;
        return true;
    }

    /// The peer's close frame has come.
    ///
    /// @return whether to send one back now, with the same code and reason
    public boolean received(int code, String reason) {
        if (state != State.OPEN && state != State.CLOSE_SENT) {
            return false;
        }
        boolean answer = state == State.OPEN;
        state = State.CLOSED_BOTH;
        this.code = code;
        this.reason = reason;
        clean = true;
        return answer;
    }

    /// We fail the connection (section 7.1.7).
    ///
    /// @return whether to send a close frame with `code` now
    public boolean fail(int code, String reason) {
        if (state != State.OPEN && state != State.CLOSE_SENT) {
            return false;
        }
        boolean send = state == State.OPEN;
        state = State.FAILED;
        this.code = code;
        this.reason = reason;
        return send;
    }

    /// The stream is over: end of input, lost, or cut.
    ///
    /// @param reason what is known of the loss, used when no close frame has come
    /// @return false when that was known
    public boolean ended(String reason) {
        if (state == State.ENDED) {
            return false;
        }
        if (state == State.OPEN || state == State.CLOSE_SENT) {
            this.reason = reason;
        }
        state = State.ENDED;
        return true;
    }

    /// The peer's code; 1005 when its close frame had none; the code we failed the connection with; otherwise 1006.
    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }

    /// Whether both close frames went over (`wasClean`).
    public boolean clean() {
        return clean;
    }
}
