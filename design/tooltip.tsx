import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
// What the library's own trigger is made of; its one module brings the words, and how they are placed, with it.
import { FocusableProvider } from 'react-aria/private/interactions/useFocusable';
import { useTooltipTrigger } from 'react-aria/useTooltipTrigger';
import type { TooltipProps } from 'react-aria-components';
import { useTooltipTriggerState } from 'react-stately/useTooltipTriggerState';

export type TooltipPlacement = NonNullable<TooltipProps['placement']>;

export interface TooltipTexts {
  label: string;
  shortcut?: string;
  placement?: TooltipPlacement;
}

const TooltipWords = lazy(() => import('./tooltip-words.tsx'));
const pace = { delay: 400, closeDelay: 0 };

/** Words for a focusable child (a Button, an IconButton), on hover and on focus. Never the only place of a fact. */
export function Tooltip({ children, ...texts }: TooltipTexts & { children: ReactNode }) {
  const state = useTooltipTriggerState(pace);
  const target = useRef<HTMLElement>(null);
  const { triggerProps, tooltipProps } = useTooltipTrigger(pace, state, target);
  const [wasOpen, setWasOpen] = useState(false);
  if (state.isOpen && !wasOpen) setWasOpen(true);
  return (
    <>
      <FocusableProvider {...triggerProps} ref={target}>
        {children}
      </FocusableProvider>
      {wasOpen && (
        <Suspense>
          <TooltipWords {...texts} id={tooltipProps.id} triggerRef={target} state={state} />
        </Suspense>
      )}
    </>
  );
}
