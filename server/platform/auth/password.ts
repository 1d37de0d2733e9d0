// What a password must be. The page that asks for one shows the same rules that the server refuses by. Pure.

/** NIST SP 800-63B asks for 8 at least where a password is the only proof; these accounts see citizens' data. */
export const passwordLength = { least: 12, most: 200 } as const;

/** Whoever guesses tries the name of the house first (ASVS 5.0, 6.2.11). */
const wordsOfTheHouse = ['onecall', '12345', '一号通'] as const;

export const passwordFaults = ['short', 'long', 'named', 'same', 'common'] as const;
export type PasswordFault = (typeof passwordFaults)[number];

/** How long a password that somebody else gave opens the door. */
export const temporaryDays = 7;

/**
 * Everything that is wrong with a new password.
 * @param account whose it is to be, the password that they have now, and whether it is one of the most common: the list
 * is the server's (common-passwords.ts)
 */
export function passwordFaultsOf(
  password: string,
  { username, current, isCommon = false }: { username: string; current?: string; isCommon?: boolean },
): PasswordFault[] {
  const length = [...password].length;
  const words = password.toLowerCase();
  // A name of one or two letters is in every other password.
  const names = [...wordsOfTheHouse, ...(username.length > 2 ? [username.toLowerCase()] : [])];
  const isWrong: Record<PasswordFault, boolean> = {
    short: length < passwordLength.least,
    long: length > passwordLength.most,
    named: names.some((name) => words.includes(name)),
    same: password === current,
    common: isCommon,
  };
  return passwordFaults.filter((fault) => isWrong[fault]);
}
