// The other side: Socket.IO alone, with the product's settings for the line. What a citizen says goes to whoever watches;
// nothing is checked, nothing is stored.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { z } from 'zod';

const port = z.coerce.number().parse(process.env.PORT);
const http = createServer((_request, answer) => answer.end());
const io = new Server(http, { pingInterval: 5_000, pingTimeout: 5_000 });
const staff = io.of('/staff');

staff.on('connection', (socket) => {
  socket.on('conversation:open', ({ conversationId }, answer) => {
    void socket.join(conversationId);
    answer({ ok: true, value: {} });
  });
});
io.of('/citizen').on('connection', (socket) => {
  const conversationId: string = socket.handshake.auth.token;
  let seq = 0;
  socket.on('message:send', (message, answer) => {
    seq += 1;
    staff.to(conversationId).emit('message', { ...message, conversationId, seq, author: 'citizen' });
    answer({ ok: true, value: { conversation: { id: conversationId } } });
  });
});
http.listen(port, '127.0.0.1');
