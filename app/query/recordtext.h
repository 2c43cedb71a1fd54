#pragma once

#include "app/query/lineindex.h"
#include "app/store/casereader.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// One value of a record.
struct RecordField {
    Field field = Field::Time;
    bool isText = false;
    std::string text;              ///< as the filter language writes it: numbers in the field's own unit
    std::int64_t number = absent;
};

/// What is present of a record, in the order of the fields.
Result<std::vector<RecordField>> recordFields(SegmentReader& reader, const RecordReference& record);

/// How a record went: its status or severity, and whether that is a warning or an error.
struct RecordLevel {
    LineMark mark = LineMark::None;
    std::string text;
};
Result<std::vector<RecordLevel>> recordLevels(SegmentReader& reader, const std::vector<RecordReference>& records);

/// The untouched line of each record; nothing where the text was left out of the case. Cheap in any order of the records.
Result<std::vector<std::optional<std::string>>> recordLines(CaseReader& reader, const std::vector<RecordReference>& records,
                                                            const TaskControl& control = {});

/// Stands in for an untouched line that the case does not have: "GET /api/x 200 12000000".
Result<std::string> composedLine(SegmentReader& reader, const RecordReference& record);

}    // namespace faultline
