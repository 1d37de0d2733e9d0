// The words of a tooltip, once it is open; loaded with the first that opens.
import './button.css';
import type { RefObject } from 'react';
import { Tooltip as AriaTooltip, TooltipTriggerStateContext } from 'react-aria-components';
import type { TooltipTriggerState } from 'react-stately/useTooltipTriggerState';
import { Kbd } from './kbd.tsx';
import type { TooltipTexts } from './tooltip.tsx';

export default function TooltipWords({
  label,
  shortcut,
  placement = 'bottom',
  state,
  ...rest
}: TooltipTexts & {
  id?: string | undefined;
  triggerRef: RefObject<Element | null>;
  state: TooltipTriggerState;
}) {
  // The library's tooltip takes its state from its own trigger, which this is in place of: without it, it throws.
  return (
    <TooltipTriggerStateContext value={state}>
      <AriaTooltip {...rest} className="oc-tooltip" placement={placement} offset={6}>
        {label}
        {shortcut && <Kbd keys={shortcut} />}
      </AriaTooltip>
    </TooltipTriggerStateContext>
  );
}
