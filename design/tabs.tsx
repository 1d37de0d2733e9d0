import './tabs.css';
import { type ReactNode, useEffect, useRef } from 'react';
import {
  Tabs as AriaTabs,
  Toolbar as AriaToolbar,
  Separator,
  Tab,
  TabList,
  TabPanel,
} from 'react-aria-components';
import { classes } from './classes.ts';

export interface TabItem {
  id: string;
  label: string;
  /** How many wait behind it. */
  count?: number;
  isDisabled?: boolean;
  content: ReactNode;
}

export interface TabsProps {
  label: string;
  items: readonly TabItem[];
  selected?: string;
  onSelect?: (id: string) => void;
  className?: string;
}

/** More than this is many; the tab keeps its width. */
const mostShown = 99;

/** What stands on a tab. On a telephone the row is longer than the screen: the chosen one is moved into it. */
function Label({ item, isSelected }: { item: TabItem; isSelected: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (isSelected) place.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [isSelected]);
  return (
    <>
      <span ref={place}>{item.label}</span>
      {item.count !== undefined && (
        <span className="oc-count">{item.count > mostShown ? `${mostShown}+` : item.count}</span>
      )}
    </>
  );
}

/** Views of one thing. Only the chosen one is mounted. */
export function Tabs({ label, items, selected, onSelect, className }: TabsProps) {
  return (
    <AriaTabs
      className={classes('oc-tabs', className)}
      {...(selected !== undefined && { selectedKey: selected })}
      {...(onSelect && { onSelectionChange: (key) => onSelect(String(key)) })}
    >
      <TabList className="oc-tablist" aria-label={label}>
        {items.map((item) => (
          <Tab key={item.id} id={item.id} className="oc-tab" isDisabled={item.isDisabled === true}>
            {({ isSelected }) => <Label item={item} isSelected={isSelected} />}
          </Tab>
        ))}
      </TabList>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id} className="oc-tabpanel">
          {item.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}

/** A row of buttons that is one stop of the Tab key; arrows move inside. */
export function Toolbar({ label, children }: { label: string; children: ReactNode }) {
  return (
    <AriaToolbar className="oc-toolbar" aria-label={label}>
      {children}
    </AriaToolbar>
  );
}

/** A line between groups of a Toolbar. */
export function ToolbarDivider() {
  return <Separator orientation="vertical" className="oc-divider" />;
}
