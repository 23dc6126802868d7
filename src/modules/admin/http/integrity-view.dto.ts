import { ApiProperty } from '@nestjs/swagger';
import type { CheckResult, IntegrityReport } from '#platform/integrity/run-checks';

class ViolationView {
  @ApiProperty({ example: '17', description: 'the id of the row in its table' })
  id!: string;

  @ApiProperty({ example: 'holds 5, its movements say 4' })
  detail!: string;
}

class IntegrityCheckView {
  @ApiProperty({ example: 'stock.quantity' })
  rule!: string;

  @ApiProperty({ example: 'The quantity of a product is the sum of its movements.' })
  description!: string;

  @ApiProperty({ example: 'stocks', description: 'the table whose rows the check reads' })
  table!: string;

  @ApiProperty({ type: 'integer', example: 1, description: 'how many rows violate the check' })
  findings!: number;

  @ApiProperty({ type: [ViolationView], maxItems: 100, description: 'the first of them; `npm run verify` prints all' })
  rows!: ViolationView[];
}

export class IntegrityView {
  @ApiProperty({ format: 'date-time', description: 'the instant of the database state that all checks read' })
  checkedAt!: string;

  @ApiProperty({ description: 'no row violates a check' })
  sound!: boolean;

  @ApiProperty({ type: [IntegrityCheckView] })
  rules!: IntegrityCheckView[];
}

export function integrityView({ checkedAt, results }: IntegrityReport): IntegrityView {
  return {
    checkedAt: checkedAt.toISOString(),
    sound: results.every(({ violations }) => violations === 0),
    rules: results.map(integrityCheckView),
  };
}

function integrityCheckView({ check, violations, rows }: CheckResult): IntegrityCheckView {
  const { name, description, table } = check;
  return { rule: name, description, table, findings: violations, rows: [...rows] };
}
