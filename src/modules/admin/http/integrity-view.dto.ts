import { ApiProperty } from '@nestjs/swagger';
import type { IntegrityReport, CheckResult } from '#platform/integrity/run-checks';

class FindingView {
  @ApiProperty({ example: '17', description: 'the id of the row in its table' })
  id!: string;

  @ApiProperty({ example: 'holds 5, its movements say 4' })
  detail!: string;
}

class RuleView {
  @ApiProperty({ example: 'stock.quantity' })
  rule!: string;

  @ApiProperty({ example: 'The quantity of a product is the sum of its movements.' })
  description!: string;

  @ApiProperty({ example: 'stocks', description: 'whose rows break it' })
  table!: string;

  @ApiProperty({ type: 'integer', example: 1, description: 'how many rows break it' })
  findings!: number;

  @ApiProperty({ type: [FindingView], maxItems: 100, description: 'the first of them; `npm run verify` names all' })
  rows!: FindingView[];
}

export class IntegrityView {
  @ApiProperty({ format: 'date-time', description: 'the one instant at which all rules were looked at' })
  checkedAt!: string;

  @ApiProperty({ description: 'no row breaks a rule' })
  sound!: boolean;

  @ApiProperty({ type: [RuleView] })
  rules!: RuleView[];
}

export function integrityView({ checkedAt, results }: IntegrityReport): IntegrityView {
  return {
    checkedAt: checkedAt.toISOString(),
    sound: results.every(({ violations }) => violations === 0),
    rules: results.map(ruleView),
  };
}

function ruleView({ check, violations, rows }: CheckResult): RuleView {
  const { name, description, table } = check;
  return { rule: name, description, table, findings: violations, rows: [...rows] };
}
