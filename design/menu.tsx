import type { LucideIcon } from 'lucide-react';
import { type KeyboardEvent, lazy, type ReactElement, Suspense, useRef, useState } from 'react';
import { ButtonContext } from 'react-aria-components';

const MenuList = lazy(() => import('./menu-list.tsx'));

export interface MenuEntry {
  id: string;
  label: string;
  description?: string;
  icon?: LucideIcon;
  shortcut?: string;
  isDanger?: boolean;
  isDisabled?: boolean;
}

export interface MenuGroup {
  id: string;
  title?: string;
  items: readonly MenuEntry[];
  /** Makes the group a choice of one: the entry in force has a tick. */
  selected?: string;
}

export interface MenuProps {
  /** The accessible name of the list. */
  label: string;
  /** A Button or an IconButton. */
  trigger: ReactElement;
  groups: readonly MenuGroup[];
  onAction: (id: string, groupId: string) => void;
  placement?: 'bottom start' | 'bottom end' | 'top start' | 'top end' | 'right bottom';
}

/** Which entry has the focus as it opens: `true` for the one in force. */
export type MenuFocus = 'first' | 'last' | true;

/** A menu of actions in groups behind a button. */
export function Menu({ trigger, ...list }: MenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState<MenuFocus | null>(null);
  /** Stays where it is loaded, so that it can leave as it came. */
  const [wasOpened, setOpened] = useState(false);
  const show = (focus: MenuFocus): void => {
    setOpened(true);
    setOpen(focus);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') show('first');
    else if (event.key === 'ArrowUp') show('last');
  };
  return (
    <>
      <ButtonContext
        value={{
          ref: button,
          'aria-haspopup': 'menu',
          'aria-expanded': open !== null,
          onPress: ({ pointerType }) =>
            show(pointerType === 'mouse' || pointerType === 'touch' ? true : 'first'),
          onKeyDown,
        }}
      >
        {trigger}
      </ButtonContext>
      {wasOpened && (
        <Suspense>
          <MenuList
            {...list}
            triggerRef={button}
            focus={open ?? true}
            isOpen={open !== null}
            onOpenChange={(isOpen) => setOpen(isOpen || null)}
          />
        </Suspense>
      )}
    </>
  );
}
