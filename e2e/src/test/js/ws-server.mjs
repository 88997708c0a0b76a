// `ws` as a server: an echo on a free port, which it prints; `close:CODE` closes.
import { WebSocketServer } from 'ws';

const perMessageDeflate = process.argv[2] === 'takeover'
  ? { threshold: 0 }
  : process.argv[2] === 'compressed' && {
      threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true,
    };
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate }, () => {
  console.log(server.address().port);
});
server.on('connection', (ws) => {
  ws.on('message', (data, isBinary) => {
    const close = !isBinary && /^close:(\d+)$/.exec(data.toString());
    if (close) {
      ws.close(Number(close[1]), 'as asked');
    } else {
      ws.send(data, { binary: isBinary });
    }
  });
});
process.stdin.on('end', () => process.exit()).resume();
