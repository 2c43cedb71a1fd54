#pragma once

#include "importers/metrics/csvcensus.h"
#include "importers/metrics/csvmapping.h"

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace faultline {

/// A mapping in the making: with the rows of the head, what their cells are, and the columns whose role was stated.
struct MappingDraft {
    CsvMapping mapping;
    std::vector<std::vector<std::string>> rows;
    std::vector<ColumnCensus> census;
    std::set<std::size_t> stated;

    /// Names the columns and counts their cells.
    MappingDraft(CsvTable table, const std::map<std::string, std::string>& statements);
    /// Gives columns the roles that were stated. False when a statement fits nothing; mapping.problem says so.
    bool applyStatements();

    bool isKeyed() const { return mapping.table.isKeyed(); }
    bool isStatedRole(CsvRole role) const;
    /// Neither stated nor given a role yet.
    bool isFree(std::size_t column) const { return !stated.contains(column) && mapping.columns[column].role == CsvRole::Unused; }
    bool isNumeric(std::size_t column) const;
    bool isLabel(std::size_t column) const;    ///< few different texts, none long
    /// `count` of the column's filled cells are at least eight of ten.
    bool areMost(std::size_t count, std::size_t column) const { return census[column].filled > 0 && count * 10 >= census[column].filled * 8; }
};

/// Finds the columns of requests by their names, then by their cells. False when the rows are none; then no role is given.
bool findRequestColumns(MappingDraft& draft);
/// The same for the lines of a log.
bool findLogLineColumns(MappingDraft& draft);

}    // namespace faultline
