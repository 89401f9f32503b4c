//! A CA project as data: business types, materials, fees, forms. Has no branch on a project's id.
