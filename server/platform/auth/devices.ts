// Browsers that people have signed in with before. Wrong passwords are counted apart for each, so that who guesses
// elsewhere under somebody's name cannot keep them out (OWASP: slowing down online guessing with device cookies).
import { randomBytes } from 'node:crypto';
import { type Secrets, sameText } from './secret.ts';

/** People who share one browser, at most: the one who has been away for longest is forgotten. */
const mostPeople = 8;
const shape = /^[\w-]{22}(?:\.[\w-]{43}){1,8}$/;

export class Devices {
  readonly #secrets: Pick<Secrets, 'mark'>;

  constructor(secrets: Pick<Secrets, 'mark'>) {
    this.#secrets = secrets;
  }

  /** Under which name wrong passwords of this person in this browser are counted; undefined where it is new to them. */
  known(cookie: string | undefined, username: string): string | undefined {
    const { id, people } = read(cookie);
    const mark = this.#mark(id, username);
    return people.some((one) => sameText(one, mark)) ? `${id}:${username.toLowerCase()}` : undefined;
  }

  /** What the browser keeps once somebody is in. */
  after(cookie: string | undefined, username: string): string {
    const { id, people } = read(cookie);
    const mark = this.#mark(id, username);
    return [id, mark, ...people.filter((one) => one !== mark)].slice(0, mostPeople + 1).join('.');
  }

  #mark(id: string, username: string): string {
    return this.#secrets.mark(`${id}:${username.toLowerCase()}`, 'known-device');
  }
}

function read(cookie: string | undefined): { id: string; people: string[] } {
  if (cookie === undefined || !shape.test(cookie))
    return { id: randomBytes(16).toString('base64url'), people: [] };
  const [id = '', ...people] = cookie.split('.');
  return { id, people };
}
