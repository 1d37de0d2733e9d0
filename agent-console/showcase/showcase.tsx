// Every component in every state: the page on which the design is judged, and axe with it.
import './showcase.css';
import { useTranslation } from 'react-i18next';
import { Row } from '../../design/index.ts';
import { Brand } from '../shell/brand.tsx';
import { LangSwitch, ThemeMenu } from '../shell/preferences.tsx';
import { Layouts, Marks, Records, States, Talk } from './content.tsx';
import { Buttons, Fields, Foundations, Overlays } from './controls.tsx';

export default function Showcase() {
  const { t } = useTranslation('showcase');
  return (
    <div className="showcase">
      <header className="showcase-head">
        <Brand />
        <Row gap={1}>
          <LangSwitch />
          <ThemeMenu />
        </Row>
      </header>
      <main className="showcase-body">
        <h1 className="oc-heading">{t('title')}</h1>
        <p className="oc-quiet">{t('lead')}</p>
        <Foundations />
        <Buttons />
        <Fields />
        <Overlays />
        <Marks />
        <Records />
        <Talk />
        <States />
        <Layouts />
      </main>
    </div>
  );
}
