// Who looked at what is starred out or sealed, why, and when: for supervisors.
import { Trail } from './trail.tsx';

export default function RevealsPage() {
  return <Trail of="reveals" />;
}
