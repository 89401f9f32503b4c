//! The rows of an annex: each may ask for a business and years of its own beside the case's. Told from the entered
//! content alone; which rows may say so is data of the project.

use crate::{BusinessType, CaseContent, CertKind, FieldMap};

/// Where a row says its own business, by its canonical word; blank for the case's.
pub const ROW_BUSINESS: &str = "business";
/// Where a row says its own years, as a number; blank for the case's.
pub const ROW_YEARS: &str = "years";

impl BusinessType {
    /// Whether applications of this kind may stand side by side in one annex, as its boxes have them (001:364-446).
    pub fn mixes(self) -> bool {
        matches!(
            self,
            Self::New | Self::Renew | Self::Change | Self::Replace | Self::Unlock | Self::Revoke
        )
    }
}

impl CaseContent {
    /// The places of the annex's rows in which something stands; none where the case has no annex.
    pub fn rows(&self) -> Vec<usize> {
        if self.kind != CertKind::OrgEmployee {
            return Vec::new();
        }
        let filled = |row: &FieldMap| row.values().any(|value| !value.trim().is_empty());
        let rows = self.employees.iter().enumerate();
        rows.filter(|(_, row)| filled(row)).map(|(at, _)| at).collect()
    }

    fn own<'a>(&'a self, row: Option<usize>, name: &str) -> Option<&'a str> {
        let row = row.and_then(|at| self.employees.get(at))?;
        let value = row.get(name).map(|v| v.trim()).filter(|v| !v.is_empty());
        value.filter(|_| self.kind == CertKind::OrgEmployee && self.business.mixes())
    }

    /// What is applied for in a row of the annex; without one, or where the row says nothing of its own, in the case.
    pub fn business_of(&self, row: Option<usize>) -> BusinessType {
        let own = self.own(row, ROW_BUSINESS).and_then(|word| word.parse().ok());
        own.filter(|business: &BusinessType| business.mixes())
            .unwrap_or(self.business)
    }

    /// What decides which way the case goes after its second check: what a certificate is made for goes before what a
    /// key is worked on for, and that before what is only reported.
    pub fn leading_business(&self) -> BusinessType {
        let rows = self.rows().into_iter();
        let asked: Vec<BusinessType> = rows.map(|row| self.business_of(Some(row))).collect();
        let first = |wanted: fn(BusinessType) -> bool| asked.iter().copied().find(|b| wanted(*b));
        first(BusinessType::writes_certificate)
            .or_else(|| first(BusinessType::needs_key_desk))
            .or_else(|| asked.first().copied())
            .unwrap_or(self.business)
    }

    /// How many certificates are made or keys unlocked: what is only given up or put on hold needs none.
    pub fn keys(&self) -> u32 {
        let idle = |row: &usize| !self.business_of(Some(*row)).needs_key_desk();
        let idle = self.rows().into_iter().filter(idle).count();
        let idle = u32::try_from(idle).unwrap_or(u32::MAX);
        self.certificates().saturating_sub(idle)
    }

    /// For how many years; none where that business asks for none. What is no number is 0, which no project offers.
    pub fn years_of(&self, row: Option<usize>) -> Option<u32> {
        let own = self.own(row, ROW_YEARS).map(|typed| typed.parse().unwrap_or(0));
        let asks = self.business_of(row).asks_years();
        own.or(self.years).filter(|_| asks)
    }

    /// The case as it would be with this row of the annex alone.
    pub fn part_of(&self, row: Option<usize>) -> Self {
        self.part(&row.into_iter().collect::<Vec<_>>())
    }

    /// The case apart by what its rows ask for, in their order; itself where all ask for the same.
    pub fn parts(&self) -> Vec<Self> {
        let asked = |row: usize| (self.business_of(Some(row)), self.years_of(Some(row)));
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for row in self.rows() {
            let same =
                |group: &&mut Vec<usize>| group.first().is_some_and(|first| asked(*first) == asked(row));
            match groups.iter_mut().find(same) {
                Some(group) => group.push(row),
                None => groups.push(vec![row]),
            }
        }
        match groups.as_slice() {
            [] => vec![self.clone()],
            groups => groups.iter().map(|group| self.part(group)).collect(),
        }
    }

    fn part(&self, rows: &[usize]) -> Self {
        let first = rows.first().copied();
        let bare = |row: &FieldMap| {
            let mut row = row.clone();
            row.retain(|name, _| name != ROW_BUSINESS && name != ROW_YEARS);
            row
        };
        Self {
            business: self.business_of(first),
            years: match first {
                Some(_) => self.years_of(first),
                None => self.years,
            },
            employees: match rows {
                [] => self.employees.clone(),
                rows => rows
                    .iter()
                    .filter_map(|at| self.employees.get(*at))
                    .map(bare)
                    .collect(),
            },
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Channel;

    fn case(business: BusinessType, rows: &[(&str, &str)]) -> CaseContent {
        let row = |(business, years): &(&str, &str)| {
            let values = [("user_name", "甲"), (ROW_BUSINESS, business), (ROW_YEARS, years)];
            values
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into()
        };
        CaseContent {
            project: "p".to_owned(),
            project_version: "1".to_owned(),
            business,
            channel: Channel::Counter,
            kind: CertKind::OrgEmployee,
            years: Some(3),
            count: 1,
            conditions: Vec::new(),
            fields: FieldMap::new(),
            employees: rows.iter().map(row).collect(),
            typed_fee_cents: None,
            payment: None,
            materials_seen: Default::default(),
            kept_findings: Vec::new(),
            acts_on: Vec::new(),
        }
    }

    #[test]
    fn rows_ask_for_their_own_business_and_years_and_else_for_the_cases() {
        let mixed = case(
            BusinessType::New,
            &[
                ("", ""),
                ("renew", "2"),
                ("change", "2"),
                (" renew ", ""),
                ("suspend", ""),
                ("new", "x"),
            ],
        );
        let asked: Vec<_> = (0..6)
            .map(|row| (mixed.business_of(Some(row)), mixed.years_of(Some(row))))
            .collect();
        use BusinessType as B;
        let expected = [
            (B::New, Some(3)),
            (B::Renew, Some(2)),
            (B::Change, None),
            (B::Renew, Some(3)),
            (B::New, Some(3)),
            (B::New, Some(0)),
        ];
        assert_eq!(asked, expected);
        let parts: Vec<_> = mixed
            .parts()
            .iter()
            .map(|part| (part.business, part.years, part.employees.len()))
            .collect();
        assert_eq!(
            parts,
            [
                (B::New, Some(3), 2),
                (B::Renew, Some(2), 1),
                (B::Change, None, 1),
                (B::Renew, Some(3), 1),
                (B::New, Some(0), 1)
            ]
        );
        // No annex has a box for putting on hold: its rows are all the same.
        let hold = case(B::Suspend, &[("renew", "2"), ("", "")]);
        assert_eq!(hold.parts().len(), 1);
        assert_eq!(hold.years_of(Some(0)), None);
    }

    #[test]
    fn the_way_of_a_mixed_annex_is_that_of_what_is_made() {
        use BusinessType as B;
        for (business, rows, leads, keys) in [
            (B::New, &[("revoke", ""), ("unlock", ""), ("", "")][..], B::New, 2),
            (B::New, &[("revoke", ""), ("unlock", "")], B::Unlock, 1),
            (B::New, &[("revoke", ""), ("revoke", "")], B::Revoke, 0),
            (B::Revoke, &[("", ""), ("replace", "")], B::Replace, 1),
            (B::Unlock, &[("", ""), ("", "")], B::Unlock, 2),
        ] {
            let mixed = case(business, rows);
            assert_eq!(
                (mixed.leading_business(), mixed.keys()),
                (leads, keys),
                "{rows:?}"
            );
        }
    }
}
