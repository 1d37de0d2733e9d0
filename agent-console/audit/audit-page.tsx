// Who did or looked at what, and when: for administrators.
import { Trail } from './trail.tsx';

export default function AuditPage() {
  return <Trail of="audit" />;
}
