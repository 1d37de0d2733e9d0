// Actions as data: the command bar, the shortcuts, the help and the buttons all read the same entries.
import type { ParseKeys, ResourceNamespaceMap } from 'i18next';
import type { Permission } from '../../server/platform/auth/roles.ts';

/** A typed key with its namespace: `shell:action.signOut`. */
export type LabelKey = {
  [N in keyof ResourceNamespaceMap]: `${N}:${ParseKeys<N>}`;
}[keyof ResourceNamespaceMap];

export interface Action {
  /** Dotted, in the words of the field: `ticket.accept`. Also found by typing it in the command bar. */
  id: string;
  labelKey: LabelKey;
  /** Fills `{{name}}` in the label. */
  labelName?: string;
  /** `mod+k`, `shift+a`, `?`, or two in turn: `g d`. */
  shortcut?: string;
  /** Who may; absent for everybody who is signed in. */
  permission?: Permission;
  group?: 'go' | 'do';
  /** False greys the button and hides it from the bar. */
  isEnabled?: boolean;
  /** A step through a list: its key goes on while it is held. */
  isStep?: boolean;
  run: () => void;
}
