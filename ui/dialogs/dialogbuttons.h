#pragma once

class QDialog;
class QPushButton;
class QString;
class QVBoxLayout;

namespace faultline {

/// The last row of a dialog: Cancel, and the button that accepts it, which is the default. The caller enables it.
QPushButton* addAcceptButtons(QDialog& dialog, QVBoxLayout& column, const QString& accept);
/// The last row of a dialog that changes nothing or changes it at once.
void addCloseButton(QDialog& dialog, QVBoxLayout& column);

}    // namespace faultline
