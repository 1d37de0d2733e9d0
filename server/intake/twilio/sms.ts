// Twilio's SMS webhook: messages in. Their receipts come with those of calls (voice/routes.ts).
import { readSmsWebhook } from '../../../ivr/index.ts';
import type { Http } from '../../platform/http.ts';
import type { Conversations } from '../conversations.ts';
import { idFrom } from '../core.ts';
import { carrierRoute, demandTwilioSignature } from './signature.ts';
import { readOrRefuse } from './webhook.ts';

/** Nothing to say back: an agent answers. */
const emptyResponse = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/** Registers POST /twilio/sms. A repeated webhook finds its message there and changes nothing. */
export function twilioSmsRoutes(
  http: Http,
  deps: { conversations: Conversations; authToken: string | undefined; publicUrl: string },
): void {
  http.post('/twilio/sms', { config: carrierRoute }, async (request, reply) => {
    const incoming = readOrRefuse(() => readSmsWebhook(demandTwilioSignature(request, deps)));
    const pictures = incoming.media.map((medium) => medium.url).join('\n');
    await deps.conversations.receiveSms({
      id: idFrom(`twilio:${incoming.messageRef}`),
      from: incoming.from,
      text: [incoming.text, pictures].filter(Boolean).join('\n') || ' ',
      providerRef: incoming.messageRef,
    });
    return reply.type('text/xml').send(emptyResponse);
  });
}
