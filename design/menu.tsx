import './pick.css';
import { Check, type LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';
import { Menu as AriaMenu, Header, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { Kbd } from './kbd.tsx';

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

/** A menu of actions in groups behind a button. */
export function Menu({ label, trigger, groups, onAction, placement = 'bottom start' }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className="oc-popover" placement={placement} offset={4}>
        <AriaMenu className="oc-options" aria-label={label}>
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
    </MenuTrigger>
  );
}
