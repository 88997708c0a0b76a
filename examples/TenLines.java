import dev.parley.websocket.*;

void main() throws Exception {
    var everyone = new Group();
    WebSocketServer.builder().port(9000).origins(Origins.ANY).path("/", new WebSocketHandler() {
        public void onOpen(WebSocket ws) { everyone.add(ws); }
        public void onText(WebSocket ws, String text) { everyone.broadcast(text); }
    }).start();
    IO.println("Chat at ws://localhost:9000/");
}
