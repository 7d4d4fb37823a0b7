import type { ShouldRevalidateFunctionArgs } from '@remix-run/react'

/** Home saying that somebody is here. */
export const isVisit = ({ formData }: ShouldRevalidateFunctionArgs): boolean => formData?.get('intent') === 'visit'
