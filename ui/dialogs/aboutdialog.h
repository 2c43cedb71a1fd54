#pragma once

#include <QDialog>

namespace faultline {

class Theme;

/// Name, version, licence, and what it is built with.
class AboutDialog : public QDialog {
    Q_OBJECT

public:
    AboutDialog(const Theme& theme, QWidget* parent);
};

}    // namespace faultline
