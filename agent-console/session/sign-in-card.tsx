import '../shell/shell.css';
import type { ReactNode } from 'react';
import { Row } from '../../design/index.ts';
import { Brand } from '../shell/brand.tsx';
import { LangSwitch, ThemeMenu } from '../shell/preferences.tsx';

/** The page before the console. */
export function SignInCard({ children }: { children: ReactNode }) {
  return (
    <div className="sign-in">
      <header className="sign-in-bar">
        <Row gap={1} justify="end">
          <LangSwitch />
          <ThemeMenu />
        </Row>
      </header>
      <main className="sign-in-card">
        <Brand isLong />
        {children}
      </main>
    </div>
  );
}
