// A mail server that takes what we send, or says no.
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { freePort } from './ports.ts';

const password = 'letters-of-this-run';

export class TestMailServer {
  /** As MAIL_SMTP wants it. */
  readonly url: string;
  /** What it has taken from us. */
  readonly sent: ParsedMail[] = [];
  /** Says no to a recipient: a code of SMTP. */
  fate: (recipient: string) => number | undefined = () => undefined;
  /** A letter is read to its end, and taken when this lets it. */
  thinks: () => Promise<unknown> = async () => undefined;
  readonly #smtp: SMTPServer;

  private constructor(port: number) {
    this.url = `smtp://city:${password}@127.0.0.1:${port}`;
    this.#smtp = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (auth, _session, done) =>
        auth.username === 'city' && auth.password === password
          ? done(null, { user: 'city' })
          : done(new Error('wrong password')),
      onRcptTo: ({ address }, _session, done) => {
        const code = this.fate(address);
        done(code ? Object.assign(new Error('no such mailbox'), { responseCode: code }) : null);
      },
      onData: (stream, _session, done) => {
        simpleParser(stream)
          .then(async (mail) => {
            await this.thinks();
            this.sent.push(mail);
            done();
          })
          .catch(done);
      },
    });
    this.#smtp.listen(port, '127.0.0.1');
  }

  static async open(): Promise<TestMailServer> {
    return new TestMailServer(await freePort());
  }

  close(): void {
    this.#smtp.close();
  }
}
