// The measured process. `ours bridged`: each two legs are a call on a bridge, recorded and sealed on disk. `ours ivr`: each
// leg is led through the shipped flow and hears its prompts and music. `bare`: werift alone; of a pair every leg gets what
// the other sent, as it comes, a leg alone gets one and the same frame on each beat; nothing is decoded or written down.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';
import { answerWebRtc, Bridge, type Leg, Ticker } from '../../../ivr/media/index.ts';
import { Recorder } from '../../../ivr/media/recorder.ts';
import { Vault } from '../../../server/intake/hotline/vault.ts';
import { waitInFlow } from './menu.ts';
import { fromMainSchema, tell } from './wire.ts';

const isBare = process.argv.includes('bare');
const isMenu = process.argv.includes('ivr');
const ticker = new Ticker();
const folder = mkdtempSync(join(tmpdir(), 'onecall-bench-'));
const vault = new Vault(folder, Buffer.alloc(32, 1));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.on('SIGTERM', () => process.exit(0));
interface BareEnd {
  send: (packet: RtpPacket) => void;
  /** Where what it says goes. */
  to: ((packet: RtpPacket) => void) | undefined;
}
const waitingLegs = new Map<number, Leg>();
const waitingBare = new Map<number, BareEnd>();
let startedAt = 0;
let cpuAtStart = process.cpuUsage();

async function answerOurs(sdp: string, pair: number): Promise<string> {
  const { leg, answer } = await answerWebRtc(sdp, { addresses: ['127.0.0.1'] });
  if (isMenu) {
    waitInFlow(leg, ticker);
    return answer;
  }
  const first = waitingLegs.get(pair);
  if (!first) {
    waitingLegs.set(pair, leg);
    return answer;
  }
  const bridge = new Bridge();
  bridge.join(first, { side: 'citizen' });
  bridge.join(leg, { side: 'ours' });
  bridge.ear = new Recorder(vault.open(`call-${pair}`));
  ticker.add(() => bridge.turn());
  return answer;
}

/** One frame after the other, always the same. */
function beatOf(end: BareEnd): () => void {
  const frame = Buffer.alloc(160, 0x55);
  let seq = 0;
  return () => {
    seq = (seq + 1) & 0xffff;
    const header = new RtpHeader({ sequenceNumber: seq, timestamp: (seq * 160) >>> 0, payloadType: 0 });
    end.send(new RtpPacket(header, frame));
  };
}

async function answerBare(sdp: string, pair: number): Promise<string> {
  const peer = new RTCPeerConnection({
    codecs: {
      audio: [new RTCRtpCodecParameters({ mimeType: 'audio/PCMU', clockRate: 8_000, payloadType: 0 })],
    },
    iceAdditionalHostAddresses: ['127.0.0.1'],
    iceUseIpv6: false,
  });
  const { sender } = peer.addTransceiver('audio', { direction: 'sendrecv' });
  const end: BareEnd = {
    send: (packet) => void sender.sendRtp(packet).catch(() => undefined),
    to: waitingBare.get(pair)?.send,
  };
  const first = waitingBare.get(pair);
  if (isMenu) ticker.add(beatOf(end));
  else if (first) first.to = end.send;
  else waitingBare.set(pair, end);
  peer.onTrack.subscribe((track) => track.onReceiveRtp.subscribe((packet) => end.to?.(packet)));
  await peer.setRemoteDescription({ type: 'offer', sdp });
  await peer.setLocalDescription(await peer.createAnswer());
  return peer.localDescription?.sdp ?? '';
}

process.on('message', (raw) => {
  const message = fromMainSchema.parse(raw);
  if (message.do === 'answer') {
    const { id, pair } = message;
    void (isBare ? answerBare : answerOurs)(message.sdp, pair).then((sdp) =>
      tell({ say: 'answer', id, sdp }),
    );
  }
  if (message.do === 'measure') {
    startedAt = performance.now();
    cpuAtStart = process.cpuUsage();
  }
  if (message.do === 'report') {
    const { user, system } = process.cpuUsage(cpuAtStart);
    tell({
      say: 'used',
      cpuMs: (user + system) / 1_000,
      wallMs: performance.now() - startedAt,
      rssMb: process.memoryUsage.rss() / 2 ** 20,
    });
  }
});
tell({ say: 'ready' });
