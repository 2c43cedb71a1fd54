#pragma once

#include <QDialog>

class QTextBrowser;

namespace faultline {

class Theme;

/// One short page: what to do first, next and last.
class HelpView : public QDialog {
    Q_OBJECT

public:
    HelpView(const Theme& theme, QWidget* parent);

private:
    void applyTheme();

    const Theme& m_theme;
    QTextBrowser* m_page = nullptr;
};

}    // namespace faultline
