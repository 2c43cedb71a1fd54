#pragma once

#include "app/base/result.h"

#include <QString>

#include <string_view>

class QWidget;

namespace faultline {

/// Asks where to write; "" when given up. `filter` as of QFileDialog: "CSV (*.csv)".
QString chooseFileToSave(QWidget* parent, const QString& title, const QString& suggestedName, const QString& filter);
/// Writes the whole file or leaves what was there before.
Result<void> writeWholeFile(const QString& path, std::string_view bytes);

}    // namespace faultline
