#pragma once

#include "app/model/record.h"

#include <QString>
#include <QStringList>

#include <string>
#include <vector>

namespace faultline {

/// What stands at the cursor of a filter that is being typed.
struct FilterPlace {
    enum class Kind { Field, Operator, Value, Joint } kind = Kind::Field;
    qsizetype begin = 0;    ///< of the word at the cursor
    QString word;           ///< typed so far, without an opening quote
    std::string field;      ///< Operator and Value: of the comparison
};

/// Reads the text before the cursor as far as it goes; never fails.
FilterPlace filterPlaceAt(const QString& text, qsizetype cursor);

/// Names of fields of the kinds, "source" and "route" included, in the order a person looks for them.
QStringList filterFields(const std::vector<RecordKind>& kinds);
QStringList filterOperators(const std::string& field, const std::vector<RecordKind>& kinds);
bool isFilterField(const std::string& field, const std::vector<RecordKind>& kinds);

}    // namespace faultline
