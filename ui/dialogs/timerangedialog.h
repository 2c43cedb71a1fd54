#pragma once

#include "app/base/result.h"
#include "app/base/timestamp.h"

#include <QDialog>

#include <vector>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace faultline {

class CaseSession;
class Theme;

/// From, to, and the ranges that one wants again.
class TimeRangeDialog : public QDialog {
    Q_OBJECT

public:
    TimeRangeDialog(CaseSession& session, const Theme& theme, QWidget* parent);

    TimeRange range() const { return m_range; }

private:
    struct Preset {
        QString title;
        TimeRange range;
    };
    std::vector<Preset> presets() const;
    void choose(int row);
    void typed();

    CaseSession& m_session;
    const Theme& m_theme;
    std::vector<Preset> m_presets;
    TimeRange m_range;
    QLineEdit* m_from = nullptr;
    QLineEdit* m_to = nullptr;
    QLabel* m_understood = nullptr;
    QListWidget* m_list = nullptr;
    QPushButton* m_show = nullptr;
};

}    // namespace faultline
