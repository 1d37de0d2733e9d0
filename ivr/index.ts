// All that others may import of the call flows.
export { isTelephone, type Step, step } from './engine.ts';
export { type CallEvent, type DialOutcome, eventSchema } from './event.ts';
export { changesBetween } from './flow/changes.ts';
export { checkFlow, type Fault, type FaultCode, faultCodes } from './flow/check.ts';
export { queuesOf } from './flow/graph.ts';
export { type Flow, type FlowNode, flowSchema } from './flow/schema.ts';
export { chooseFlow, FlowFaultsError, loadFlow, type ShippedFlowCode, shippedFlows } from './flow/shipped.ts';
export { edgesOf } from './flow/ways.ts';
export { type Facts, newSession, type Outcome, type Session, sessionSchema } from './session.ts';
export { callerLabel, conferenceEvents, recordingsIn, toTwiml, type UrlBuilder } from './twiml/render.ts';
export {
  type ConferenceReport,
  type PartyReport,
  type RecordingReport,
  readConferenceWebhook,
  readPartyWebhook,
  readRecordingWebhook,
  readSmsWebhook,
  readStatusWebhook,
  readVoiceWebhook,
  type SmsReport,
  type StatusReport,
  type VoiceReport,
} from './twiml/webhook.ts';
export { spelled } from './spelling.ts';
export {
  type DialTarget,
  type Language,
  languages,
  soundNameSchema,
  type Verb,
  type VerbOf,
  verbSchema,
} from './verbs.ts';
