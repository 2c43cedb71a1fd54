#pragma once

#include "app/base/result.h"
#include "app/base/timezone.h"

#include <QDialog>

class QLineEdit;
class QListWidget;
class QPushButton;

namespace faultline {

class CaseSession;
class Theme;

/// Every zone there is, found by typing a part of its name.
class ZoneDialog : public QDialog {
    Q_OBJECT

public:
    ZoneDialog(CaseSession& session, const Theme& theme, QWidget* parent);

    TimeZone zone() const { return m_zone; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter();
    void choose();

    CaseSession& m_session;
    TimeZone m_zone;
    QLineEdit* m_search = nullptr;
    QListWidget* m_list = nullptr;
    QPushButton* m_use = nullptr;
};

}    // namespace faultline
