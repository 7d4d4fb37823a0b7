import { Failure } from '#lib/failure.ts'

export class TooManyLists extends Failure {
  constructor(most: number) {
    super('lists.too_many', 422, { most })
  }
}

export class ListNameTaken extends Failure {
  constructor(name: string) {
    super('lists.name_taken', 409, { name })
  }
}

export class ListUnknown extends Failure {
  constructor() {
    super('lists.unknown', 404)
  }
}
