// All that others may import of the embedded hotline. Separate from ivr/index.ts: WebRTC is loaded by media processes only.
export { Bridge, type Seat } from './bridge.ts';
export { EchoLeg } from './echo.ts';
export { type Answer, Executor, type House, type Ringing, type Words } from './executor.ts';
export { decode } from './g711.ts';
export type { Leg } from './leg.ts';
export type { Role } from './mix.ts';
export type { Recorder, RecordingSink } from './recorder.ts';
export { RenewableLeg } from './renewable-leg.ts';
export { type Samples, sampleRate } from './sound.ts';
export { withCache } from './speech/cache.ts';
export {
  type Heard,
  type Listen,
  type Listening,
  type Recogniser,
  recogniserAt,
} from './speech/recogniser.ts';
export { findVoice } from './speech/speaker-process.ts';
export type { Voice } from './speech/voice.ts';
export type { Language } from '../verbs.ts';
export { Ticker } from './ticker.ts';
export { keyTone, ringTone, waitingMusic } from './tone.ts';
export { muLawWav, readWav, wavHeader } from './wav.ts';
export { stereoMuLaw } from './wav-stream.ts';
export { answerWebRtc, type WebRtcOptions } from './webrtc.ts';
