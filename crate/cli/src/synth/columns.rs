//! The stored fields of the resident register, in the order in which the generator's rows keep them.
//!
//! The schema says the same in `data-schema/residents/datapackage.json`; a test compares the two lists, and the writer
//! refuses a descriptor that asks for another one.

use std::borrow::Cow;

macro_rules! columns {
    ($($variant:ident = $id:literal,)*) => {
        /// A stored field, named as its id in the schema.
        #[allow(missing_docs, reason = "each variant is the field's own id in another spelling")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Column { $($variant,)* }

        impl Column {
            /// Every stored field, in catalogue order.
            pub const ALL: &'static [Column] = &[$(Column::$variant,)*];

            /// The field's id in the schema.
            pub fn id(self) -> &'static str {
                match self { $(Column::$variant => $id,)* }
            }
        }
    };
}

columns! {
    ResidentId = "resident_id",
    Name = "name",
    FormerName = "former_name",
    IdDocType = "id_doc_type",
    IdNumber = "id_number",
    Sex = "sex",
    BirthDate = "birth_date",
    Ethnicity = "ethnicity",
    Nationality = "nationality",
    NativePlace = "native_place",
    BirthPlace = "birth_place",
    MaritalStatus = "marital_status",
    PreferredLanguage = "preferred_language",
    HouseholdId = "household_id",
    HukouBookNo = "hukou_book_no",
    IsHouseholdHead = "is_household_head",
    RelationToHead = "relation_to_head",
    HeadName = "head_name",
    HukouType = "hukou_type",
    HukouNature = "hukou_nature",
    HukouDivision = "hukou_division",
    HukouAddress = "hukou_address",
    HukouConsistency = "hukou_consistency",
    HouseholdType = "household_type",
    HukouMoveInDate = "hukou_move_in_date",
    HukouMoveInReason = "hukou_move_in_reason",
    FormerVillage = "former_village",
    ResidentCategory = "resident_category",
    DivisionCode = "division_code",
    StreetCode = "street_code",
    CommunityCode = "community_code",
    GridCode = "grid_code",
    EstateName = "estate_name",
    BuildingNo = "building_no",
    UnitNo = "unit_no",
    FloorNo = "floor_no",
    RoomNo = "room_no",
    DwellingLon = "dwelling_lon",
    DwellingLat = "dwelling_lat",
    MoveInDate = "move_in_date",
    ResidencePermitType = "residence_permit_type",
    ResidencePermitNo = "residence_permit_no",
    ResidencePermitExpiry = "residence_permit_expiry",
    InflowReason = "inflow_reason",
    OriginDivision = "origin_division",
    PresenceStatus = "presence_status",
    OutflowDivision = "outflow_division",
    MobilePhone = "mobile_phone",
    HomePhone = "home_phone",
    EmergencyContactName = "emergency_contact_name",
    EmergencyContactRelation = "emergency_contact_relation",
    EmergencyContactPhone = "emergency_contact_phone",
    EducationLevel = "education_level",
    IsStudent = "is_student",
    SchoolStage = "school_stage",
    SchoolName = "school_name",
    IsEmployed = "is_employed",
    PersonalStatus = "personal_status",
    Occupation = "occupation",
    Industry = "industry",
    EmployerName = "employer_name",
    EmployerType = "employer_type",
    EmploymentForm = "employment_form",
    IsRegisteredUnemployed = "is_registered_unemployed",
    UnemploymentCardNo = "unemployment_card_no",
    UnemploymentDate = "unemployment_date",
    JobIntention = "job_intention",
    TrainingNeed = "training_need",
    SkillLevel = "skill_level",
    IsLandExpropriated = "is_land_expropriated",
    IsZeroEmploymentHousehold = "is_zero_employment_household",
    MonthlyIncome = "monthly_income",
    PensionInsurance = "pension_insurance",
    PensionStatus = "pension_status",
    IsReceivingPension = "is_receiving_pension",
    PensionMonthlyAmount = "pension_monthly_amount",
    PensionCertDate = "pension_cert_date",
    MedicalInsurance = "medical_insurance",
    MedicalStatus = "medical_status",
    HasUnemploymentInsurance = "has_unemployment_insurance",
    HasInjuryInsurance = "has_injury_insurance",
    HasMaternityInsurance = "has_maternity_insurance",
    SocialSecurityCardNo = "social_security_card_no",
    FirstMarriageDate = "first_marriage_date",
    ChildrenCount = "children_count",
    IsOnlyChild = "is_only_child",
    OnlyChildCertNo = "only_child_cert_no",
    FamilyServiceNeed = "family_service_need",
    ChildcareNeed = "childcare_need",
    BirthPermitNo = "birth_permit_no",
    HasMigrantFpCert = "has_migrant_fp_cert",
    FamilyPlanningAid = "family_planning_aid",
    HealthStatus = "health_status",
    ChronicDisease = "chronic_disease",
    HealthRecordNo = "health_record_no",
    IsFamilyDoctorSigned = "is_family_doctor_signed",
    BloodType = "blood_type",
    CareNeedLevel = "care_need_level",
    VaccinationStatus = "vaccination_status",
    DisabilityType = "disability_type",
    DisabilityGrade = "disability_grade",
    DisabilityCertNo = "disability_cert_no",
    AssistiveNeed = "assistive_need",
    ElderlyLivingType = "elderly_living_type",
    SelfCareAbility = "self_care_ability",
    ElderlyCardNo = "elderly_card_no",
    HasLongevityAllowance = "has_longevity_allowance",
    CareServiceType = "care_service_type",
    CaregiverPhone = "caregiver_phone",
    MilitaryService = "military_service",
    EntitledGroup = "entitled_group",
    DischargeDate = "discharge_date",
    DibaoType = "dibao_type",
    DibaoCertNo = "dibao_cert_no",
    DibaoMonthlyAmount = "dibao_monthly_amount",
    DestituteType = "destitute_type",
    HardshipType = "hardship_type",
    PoliticalStatus = "political_status",
    PartyJoinDate = "party_join_date",
    PartyBranch = "party_branch",
    IsFloatingPartyMember = "is_floating_party_member",
    IsVolunteer = "is_volunteer",
    CivicRole = "civic_role",
    IsRegisteredVoter = "is_registered_voter",
    HouseTenure = "house_tenure",
    HouseArea = "house_area",
    IsRentalRegistered = "is_rental_registered",
    PropertyFeeStatus = "property_fee_status",
    VehicleCount = "vehicle_count",
    VehiclePlate = "vehicle_plate",
    DogLicenseNo = "dog_license_no",
    EvacuationAidNeed = "evacuation_aid_need",
    LegalAidNeed = "legal_aid_need",
    ServiceNeed = "service_need",
    LastServiceItem = "last_service_item",
    LastServiceDate = "last_service_date",
    GridWorkerId = "grid_worker_id",
    LastVisitDate = "last_visit_date",
    UpdatedDate = "updated_date",
    RecordStatus = "record_status",
}

/// One row of the register: a cell for every stored field, empty where the value is missing.
#[derive(Debug, Clone)]
pub struct Row {
    cells: Vec<Cow<'static, str>>,
}

impl Row {
    /// A row in which every value is missing.
    pub fn new() -> Self {
        Self {
            cells: vec![Cow::Borrowed(""); Column::ALL.len()],
        }
    }

    /// Writes one cell.
    pub fn set(&mut self, column: Column, cell: impl Into<Cow<'static, str>>) {
        self.cells[column as usize] = cell.into();
    }

    /// Writes a yes or no as the schema spells it.
    pub fn set_flag(&mut self, column: Column, flag: bool) {
        self.set(column, if flag { "1" } else { "0" });
    }

    /// Reads one cell; empty means missing.
    pub fn get(&self, column: Column) -> &str {
        &self.cells[column as usize]
    }

    /// Whether the value is present.
    pub fn has(&self, column: Column) -> bool {
        !self.get(column).is_empty()
    }

    /// Whether the cell says yes.
    pub fn is_yes(&self, column: Column) -> bool {
        self.get(column) == "1"
    }

    /// The cells in catalogue order.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(Cow::as_ref)
    }
}

impl Default for Row {
    fn default() -> Self {
        Self::new()
    }
}
