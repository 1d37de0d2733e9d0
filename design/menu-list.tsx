// What a menu shows once it is open; loaded with the first that opens.
import './pick.css';
import { Check } from 'lucide-react';
import type { RefObject } from 'react';
import { Menu as AriaMenu, Header, MenuItem, MenuSection, Popover } from 'react-aria-components';
import { Kbd } from './kbd.tsx';
import type { MenuFocus, MenuProps } from './menu.tsx';

export interface MenuListProps extends Omit<MenuProps, 'trigger'> {
  triggerRef: RefObject<HTMLButtonElement | null>;
  /** The entry that has the focus when it opens; `true`: the one in force. */
  focus: MenuFocus;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

export default function MenuList({
  label,
  groups,
  onAction,
  placement = 'bottom start',
  triggerRef,
  focus,
  isOpen,
  onOpenChange,
}: MenuListProps) {
  return (
    <Popover
      className="oc-popover"
      trigger="MenuTrigger"
      aria-label={label}
      triggerRef={triggerRef}
      placement={placement}
      offset={4}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
    >
      <AriaMenu
        className="oc-options"
        aria-label={label}
        autoFocus={focus}
        onClose={() => onOpenChange(false)}
      >
        {groups.map((group) => (
          <MenuSection
            key={group.id}
            {...(group.title ? {} : { 'aria-label': label })}
            {...(group.selected !== undefined && {
              selectionMode: 'single',
              selectedKeys: [`${group.id}/${group.selected}`],
              disallowEmptySelection: true,
            })}
          >
            {group.title && <Header className="oc-options-title">{group.title}</Header>}
            {group.items.map((item) => (
              <MenuItem
                key={item.id}
                id={`${group.id}/${item.id}`}
                textValue={item.label}
                className="oc-option"
                data-tone={item.isDanger ? 'danger' : undefined}
                isDisabled={item.isDisabled === true}
                onAction={() => onAction(item.id, group.id)}
              >
                {item.icon && <item.icon aria-hidden />}
                <span className="oc-option-words">
                  {item.label}
                  {item.description && <span className="oc-option-note">{item.description}</span>}
                </span>
                {item.shortcut && <Kbd keys={item.shortcut} />}
                {group.selected === item.id && <Check className="oc-check" aria-hidden />}
              </MenuItem>
            ))}
          </MenuSection>
        ))}
      </AriaMenu>
    </Popover>
  );
}
