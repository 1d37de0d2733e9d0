// The evaluation: scorecards, the leaders' briefing, the monthly bulletin, and the year's requests for disclosure.
import { useLocation } from 'wouter';
import { BriefingPage } from './briefing-page.tsx';
import { BulletinPage } from './bulletin-page.tsx';
import { DisclosuresPage } from './disclosures-page.tsx';
import { SavedPage } from './saved-page.tsx';
import { ScorecardPage } from './scorecard-page.tsx';

export default function ReportsPage() {
  const [location] = useLocation();
  if (location.startsWith('/reports/briefing')) return <BriefingPage />;
  if (location.startsWith('/reports/saved')) return <SavedPage />;
  if (location.startsWith('/reports/disclosures')) return <DisclosuresPage />;
  return location.startsWith('/reports/bulletin') ? <BulletinPage /> : <ScorecardPage />;
}
